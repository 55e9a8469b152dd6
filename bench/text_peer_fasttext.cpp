// fastText, supervised: words, pairs of words, pieces of 2 to 5 characters.
#include <fasttext/args.h>
#include <fasttext/fasttext.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/files.hpp"
#include "text_peer.hpp"

namespace cxai::bench {
namespace {

std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

class FastTextPeer : public TextPeer {
 public:
  const char* name() const override { return "fastText"; }

  void train(std::span<const std::string> texts, std::span<const std::uint32_t> labels) override {
    const base::TempDir folder;
    const std::string input = (folder.path() / "train.txt").string();
    std::ofstream out(input);
    for (std::size_t i = 0; i < texts.size(); ++i) out << "__label__" << labels[i] << ' ' << one_line(texts[i]) << '\n';
    out.close();
    fasttext::Args args;
    args.input = input;
    args.output = (folder.path() / "model").string();
    args.model = fasttext::model_name::sup;
    args.loss = fasttext::loss_name::softmax;
    args.lr = 0.5;
    args.epoch = 25;
    args.dim = 100;
    args.minCount = 1;
    args.wordNgrams = 2;
    args.minn = 2;
    args.maxn = 5;
    args.bucket = 200'000;
    args.thread = 2;
    args.verbose = 0;
    model_.train(args);
    const std::string file = (folder.path() / "model.bin").string();
    model_.saveModel(file);
    bytes_ = std::filesystem::file_size(file);
  }

  std::uint32_t classify(const std::string& text) override {
    std::istringstream in(one_line(text) + "\n");
    std::vector<std::pair<fasttext::real, std::string>> found;
    model_.predictLine(in, found, 1, 0);
    constexpr std::size_t kPrefix = 9;  // "__label__"
    return found.empty() ? 0 : static_cast<std::uint32_t>(std::stoul(found[0].second.substr(kPrefix)));
  }

  std::size_t bytes() const override { return bytes_; }

 private:
  fasttext::FastText model_;
  std::size_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<TextPeer> make_fasttext() {
  return std::make_unique<FastTextPeer>();
}

}  // namespace cxai::bench
