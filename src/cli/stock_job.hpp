// A job over everything that is stored, worked on by this process until its end, with a progress bar.
//
// Errors   conflict (another process works on one of this kind), cancelled (Ctrl-C; the next run goes on there), those
//          of the work
// Threads  one caller
#pragma once

#include <functional>
#include <string>

#include "cli/context.hpp"
#include "pipeline/stock.hpp"

namespace cxai::cli {

// Goes on with the job of this kind that nobody works on any more, or starts one with `start`.
Result<> run_stock_job(Context& context, store::Store& store, const char* kind, const std::string& label,
                       const std::function<Result<std::string>(const std::string& worker)>& start,
                       const std::function<Result<>(const store::Job& job, const pipeline::StockJob& how)>& work);

}  // namespace cxai::cli
