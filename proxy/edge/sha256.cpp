// OpenSSL's digest behind ours.
#include "proxy/edge/sha256.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "proxy/base/check.h"

namespace heloise {
namespace {

class Sha256 final : public Digest {
public:
    Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        CHECK(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
    }
    void update(std::string_view octets) override {
        CHECK(EVP_DigestUpdate(context_.get(), octets.data(), octets.size()) == 1);
    }
    std::string hex() override {
        std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
        unsigned size = 0;
        CHECK(EVP_DigestFinal_ex(context_.get(), octets.data(), &size) == 1);
        std::string text;
        for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", octets[i]);
        return text;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::unique_ptr<Digest> new_sha256() {
    return std::make_unique<Sha256>();
}

}  // namespace heloise
