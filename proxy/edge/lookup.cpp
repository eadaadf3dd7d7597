// Names to addresses, with uv_getaddrinfo().
#include "proxy/edge/lookup.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <netdb.h>
#include <unistd.h>

#include "proxy/base/limits.h"
#include "proxy/smtp/path.h"

namespace heloise {
namespace {

// AI_ADDRCONFIG: no IPv6 addresses on a machine that has no IPv6.
constexpr addrinfo kStreamsOnly{.ai_flags = AI_ADDRCONFIG,
                                .ai_family = AF_UNSPEC,
                                .ai_socktype = SOCK_STREAM,
                                .ai_protocol = 0,
                                .ai_addrlen = 0,
                                .ai_addr = nullptr,
                                .ai_canonname = nullptr,
                                .ai_next = nullptr};

using List = std::unique_ptr<addrinfo, decltype(&uv_freeaddrinfo)>;

Lookup::Answer to_answer(int status, const addrinfo* list) {
    Lookup::Answer answer;
    std::vector<std::string> seen;
    for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
        if (one->ai_family != AF_INET && one->ai_family != AF_INET6) continue;
        if (answer.addresses.size() == limits::kAddresses) break;
        const SocketAddress address = SocketAddress::from_raw(one->ai_addr);
        if (std::find(seen.begin(), seen.end(), address.text()) != seen.end()) continue;
        seen.push_back(address.text());
        answer.addresses.push_back(address);
    }
    if (answer.addresses.empty()) answer.error = status == 0 ? "no address" : uv_strerror(status);
    return answer;
}

}  // namespace

Lookup::Lookup(Loop& loop, const Endpoint& endpoint, std::function<void(const Answer&)> when_answered)
    : when_answered_(std::move(when_answered)), question_(Question::hand_over(this)) {
    const int status = uv_getaddrinfo(loop.raw(), &question_->raw, on_answer, endpoint.host.c_str(),
                                      std::to_string(endpoint.port).c_str(), &kStreamsOnly);
    if (status == 0) return;
    // A name libuv will not even ask for (too long, not IDNA): answered like any other failure.
    uv_getaddrinfo_t* raw = &question_->raw;
    loop.later([raw, status] { on_answer(raw, status, nullptr); });
}

Lookup::~Lookup() {
    if (question_ == nullptr) return;
    question_->baggage = nullptr;
    uv_cancel(reinterpret_cast<uv_req_t*>(&question_->raw));
}

void Lookup::on_answer(uv_getaddrinfo_t* raw, int status, addrinfo* list) noexcept {
    const List owned(list, uv_freeaddrinfo);
    const auto question = Question::reclaim(raw);
    Lookup* self = question->baggage;
    if (self == nullptr) return;
    self->question_ = nullptr;
    // On the stack, as the callee may destroy us.
    const auto tell = std::move(self->when_answered_);
    tell(to_answer(status, list));
}

Lookup::Answer Lookup::now(const Endpoint& endpoint) {
    uv_loop_t unused{};
    uv_getaddrinfo_t request{};
    if (uv_loop_init(&unused) != 0) return {{}, "no event loop"};
    const int status = uv_getaddrinfo(&unused, &request, nullptr, endpoint.host.c_str(),
                                      std::to_string(endpoint.port).c_str(), &kStreamsOnly);
    const List owned(status == 0 ? request.addrinfo : nullptr, uv_freeaddrinfo);
    uv_loop_close(&unused);
    return to_answer(status, owned.get());
}

std::string machine_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return {};
    addrinfo wanted{};
    wanted.ai_flags = AI_CANONNAME;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    std::string best = name.data();
    if (getaddrinfo(name.data(), nullptr, &wanted, &list) == 0) {
        const std::string canonical = list->ai_canonname != nullptr ? list->ai_canonname : "";
        if (canonical.find('.') != std::string::npos) best = canonical;
        freeaddrinfo(list);
    }
    // The name goes into banners and Received headers, and a machine may have any name: return only a
    // domain.
    return is_domain(best) ? best : std::string();
}

}  // namespace heloise
