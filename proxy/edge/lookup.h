// Lookup asks the name service one question, in libuv's thread pool. Destroy it to drop the answer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "proxy/edge/loop.h"
#include "proxy/edge/socket_address.h"
#include "proxy/policy/backend.h"

namespace heloise {

class Lookup {
public:
    struct Answer {
        std::vector<SocketAddress>
            addresses;      // in the system's order, at most limits::kAddresses, none twice
        std::string error;  // why there are none
    };

    // `when_answered` is called once, never from inside the constructor; it may destroy the look-up.
    Lookup(Loop& loop, const Endpoint& endpoint, std::function<void(const Answer&)> when_answered);
    ~Lookup();
    Lookup(const Lookup&) = delete;
    Lookup& operator=(const Lookup&) = delete;

    // now() does the same look-up and blocks; for the start and a reload only.
    [[nodiscard]] static Answer now(const Endpoint& endpoint);

private:
    using Question = Request<uv_getaddrinfo_t, Lookup*>;
    static void on_answer(uv_getaddrinfo_t* raw, int status, addrinfo* list) noexcept;

    std::function<void(const Answer&)> when_answered_;
    Question* question_;  // null once answered
};

// The machine's fully qualified name as far as it can be found out, or empty.
[[nodiscard]] std::string machine_name();

}  // namespace heloise
