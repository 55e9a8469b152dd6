#include "audio/decoder.hpp"

int main(int argc, char** argv) {
  int status = 2;
  cxai::audio::run_decoder_child_if_asked(argc, argv, status);
  return status;
}
