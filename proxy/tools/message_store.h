// Keeps the messages an emulated system has taken, one file each, for tests and people to look at.
//
// Not a mail store: nothing is synced to disk, and nobody but us may write into the folder.
#pragma once

#include <string>

#include "proxy/emulate/legacy_message.h"

namespace heloise {

class MessageStore {
public:
    // Makes the folder if it is missing, and goes on counting after the highest number in it.
    // Empty `directory`: messages are taken and forgotten.
    explicit MessageStore(std::string directory);

    // Empty, or why the folder can't be used, for people.
    [[nodiscard]] const std::string& error() const { return error_; }

    struct Kept {
        std::string file;   // its name in the folder; empty when messages are forgotten
        std::string error;  // why it could not be kept
    };
    // A file appears under its name only when it is complete.
    [[nodiscard]] Kept keep(const LegacyMessage& message);

private:
    std::string directory_;
    std::string error_;
    unsigned long last_ = 0;
};

}  // namespace heloise
