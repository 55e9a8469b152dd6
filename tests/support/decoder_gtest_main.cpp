// The main of test programs that run the whole product: the decoder child is this very program, as it is in production.
#include <gtest/gtest.h>

#include "audio/decoder.hpp"

int main(int argc, char** argv) {
  int status = 0;
  if (cxai::audio::run_decoder_child_if_asked(argc, argv, status)) return status;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
