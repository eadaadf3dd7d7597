// The one reader there is, as there is one log.
#include "tests/simulation/log_reader.h"

#include "proxy/base/check.h"

namespace heloise::simulation {
namespace {

LogReader* the_reader = nullptr;

}  // namespace

LogReader::LogReader() {
    CHECK(the_reader == nullptr);
    the_reader = this;
}

LogReader::~LogReader() {
    the_reader = nullptr;
}

LogReader& LogReader::current() {
    CHECK(the_reader != nullptr);
    return *the_reader;
}

}  // namespace heloise::simulation
