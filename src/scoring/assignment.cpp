#include "scoring/assignment.hpp"

#include <limits>

namespace cxai::scoring {

std::vector<int> assign(std::span<const double> costs, std::size_t rows, std::size_t columns) {
  if (rows > columns) {
    std::vector<double> turned(costs.size());
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) turned[c * rows + r] = costs[r * columns + c];
    std::vector<int> result(rows, -1);
    const std::vector<int> rows_of = assign(turned, columns, rows);
    for (std::size_t c = 0; c < columns; ++c) result[static_cast<std::size_t>(rows_of[c])] = static_cast<int>(c);
    return result;
  }
  // Row and column 0 stand for "none"; row_of[c] is the row that column c is given to.
  std::vector<double> row_price(rows + 1, 0);
  std::vector<double> column_price(columns + 1, 0);
  std::vector<std::size_t> row_of(columns + 1, 0);
  std::vector<std::size_t> came_from(columns + 1, 0);
  for (std::size_t row = 1; row <= rows; ++row) {
    std::vector<double> slack(columns + 1, std::numeric_limits<double>::infinity());
    std::vector<bool> reached(columns + 1, false);
    std::size_t column = 0;
    row_of[0] = row;
    do {
      reached[column] = true;
      const std::size_t from = row_of[column];
      double least = std::numeric_limits<double>::infinity();
      std::size_t next = 0;
      for (std::size_t c = 1; c <= columns; ++c) {
        if (reached[c]) continue;
        const double reduced = costs[(from - 1) * columns + c - 1] - row_price[from] - column_price[c];
        if (reduced < slack[c]) {
          slack[c] = reduced;
          came_from[c] = column;
        }
        if (slack[c] < least) {
          least = slack[c];
          next = c;
        }
      }
      for (std::size_t c = 0; c <= columns; ++c) {
        if (reached[c]) {
          row_price[row_of[c]] += least;
          column_price[c] -= least;
        } else {
          slack[c] -= least;
        }
      }
      column = next;
    } while (row_of[column] != 0);
    for (; column != 0; column = came_from[column]) row_of[column] = row_of[came_from[column]];
  }
  std::vector<int> result(rows, -1);
  for (std::size_t c = 1; c <= columns; ++c)
    if (row_of[c] != 0) result[row_of[c] - 1] = static_cast<int>(c - 1);
  return result;
}

}  // namespace cxai::scoring
