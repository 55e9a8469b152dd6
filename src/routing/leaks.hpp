// Looks for labels that can be read off the text by a rule: what was learnt from such texts knows the label's name
// and little else, and a test on such texts measures nothing.
//
// Input    texts with their labels, as they will be trained on
// Output   the rules found, the worst first. A rule is serious, and training must not go on by itself, when
//            handle      an account's name stands in at least three texts, with or without @
//            signature   at least three texts end in a mark and the label's name ("- Acme team", "^acme")
//            token       one word predicts one label in at least 95 of 100 texts that have it, resembles the label, and
//                        stands in at least half of the label's texts
//          Tokens that reach fewer texts are told and not serious
// Threads  pure
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cxai::routing {

enum class LeakKind : std::uint8_t { handle, signature, token };
const char* to_string(LeakKind kind);

struct Leak {
  LeakKind kind{};
  std::string label;
  std::string token;      // the word that gives the label away; it resembles the label, so it is nobody's secret
  std::size_t texts = 0;  // of the label, that have it
  double share = 0;       // of the label's texts
  double precision = 0;   // of the texts that have it, those of the label
  bool serious = false;
};

struct TextOf {
  std::string_view text;
  std::uint32_t label = 0;
};

std::vector<Leak> find_leaks(std::span<const TextOf> texts, std::span<const std::string> labels);

// "token 'acme' gives away 'AcmeHelp' in 81 % of its texts", for a person.
std::string to_sentence(const Leak& leak);

}  // namespace cxai::routing
