// What stands behind heloise while a capture is played: an emulated legacy system, or a modern server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/policy/backend.h"

namespace heloise::testing {

struct Delivered {
    std::string from;  // "<a@b>"
    std::vector<std::string> recipients;
    std::string content;  // dots undone
};

// A server, one connection at a time.
class Gateway {
public:
    virtual ~Gateway() = default;
    virtual std::string connect() = 0;  // what it says first
    // `octets` are one write of heloise; what it says to that.
    virtual std::string receive(std::string_view octets) = 0;
    [[nodiscard]] virtual bool hung_up() const = 0;
    // What it has taken of addresses may be in lower case (fact 104).
    [[nodiscard]] virtual bool lowers_addresses() const { return false; }
    // All that it has taken, over all connections.
    [[nodiscard]] virtual std::vector<Delivered> delivered() const = 0;
};

// A backend as its operator would write it, and the server that is really there.
struct Place {
    std::string name;
    Backend backend;
    std::function<std::unique_ptr<Gateway>()> gateway;
};

// Each profile before the system it emulates; a modern server with every extension; burst delivery to both
// kinds.
[[nodiscard]] const std::vector<Place>& places();

// "<a@b>" of "MAIL FROM:<a@b> SIZE=1".
[[nodiscard]] std::string path_in(std::string_view line);

}  // namespace heloise::testing
