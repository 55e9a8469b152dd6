#include "privacy/training_masker.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cxai::privacy {
namespace {

TEST(TrainingMasker, PutsPlainWordsForWhatItFinds) {
  TrainingMasker masker;
  const std::vector<std::string> turns{"Merhaba, ben Ayşe Yılmaz, numaram 0532 123 45 67", "Teşekkürler"};
  EXPECT_EQ(*masker.mask(turns), "Merhaba, ben Person, numaram Phone\nTeşekkürler");
  EXPECT_EQ(*masker.mask(std::string("kargom gelmedi")), "kargom gelmedi");
  EXPECT_EQ(*masker.mask(std::span<const std::string>{}), "");
}

}  // namespace
}  // namespace cxai::privacy
