// All readings of Turkish words, for costs.py: cxai-turkish-readings
//
// Input    stdin, a word a line
// Output   stdout, a line for each: "word", then for each reading a tab and "root kind lemma cost", kind n or v
#include <iostream>
#include <string>

#include "language/text.hpp"
#include "language/turkish_morphology.hpp"

int main() {
  for (std::string word; std::getline(std::cin, word);) {
    std::cout << word;
    for (const auto& reading : cxai::language::read_turkish(cxai::language::fold(word, "tr"), 8)) {
      if (!reading.known) continue;
      const bool verb = reading.verb && reading.lemma == reading.root;
      std::cout << '\t' << reading.root << ' ' << (verb ? 'v' : 'n') << ' ' << reading.lemma << ' ' << reading.cost;
    }
    std::cout << '\n';
  }
  return 0;
}
