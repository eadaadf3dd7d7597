// The program: its commands are in proxy/commands/.
#include "proxy/commands/commands.h"

int main(int argc, char** argv) {
    return heloise::run_command_line(argc, argv);
}
