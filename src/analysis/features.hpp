// Hashed features of a clause, a turn and a whole conversation, for the taggers of this room. Their code is part of the
// models: see turn_features and conversation_features.
//
// Input    a reading
// Output   features appended to a list, each at most once, so that a list may be put together from several sources
// Threads  all functions from any thread
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/reading.hpp"

namespace cxai::analysis {

// Change with every change of the features, so that a bundle is never read with others than it was trained with.
// The cues are part of them.
std::string turn_features();
std::string conversation_features();

// A list in which nothing stands twice.
class Features {
 public:
  void clear();
  void add(std::uint64_t feature);
  std::span<const std::uint64_t> list() const { return list_; }
  std::size_t size() const { return list_.size(); }

 private:
  void grow();
  std::vector<std::uint64_t> list_;
  std::vector<std::uint64_t> slots_;  // 0: empty
};

// How much of the words is told: nothing; their stems; whole words and pairs, too; also beginnings, ends and pieces.
enum class WordDetail : std::uint8_t { none, stems, words, pieces };

// What the words say. `mark` tells apart features of other places or speakers.
void add_words(std::span<const ReadWord> words, std::uint64_t mark, WordDetail detail, Features& features);

// Which cues stand in the turn, those with a negation beside them apart.
void add_cues(const ReadTurn& turn, std::uint64_t mark, Features& features);

// One step for every threshold that `value` reaches, so that more of it can count more.
void add_level(std::uint64_t mark, double value, std::span<const double> thresholds, Features& features);

// A turn: its words, how they are written, what lists of phrases find, the turns around it, where it stands, whose it
// is.
void add_turn(const Reading& reading, std::size_t turn, Features& features);

// The turn without those around it and its place, read as if `role` said it.
void add_turn_alone(const ReadTurn& turn, conversation::Role role, Features& features);

// A clause: its own words, those of its turn less closely, and the rest as of a turn.
void add_clause(const Reading& reading, std::size_t turn, std::size_t clause, Features& features);

}  // namespace cxai::analysis
