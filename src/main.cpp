#include "cli/run.hpp"

int main(int argc, char** argv) {
  return cxai::cli::run_main(argc, argv);
}
