#include "store/worker.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "store/store.hpp"

namespace cxai::store {

TEST(Worker, ThisProcessLives) {
  const std::string name = worker_name();
  EXPECT_EQ(std::ranges::count(name, '/'), 3) << name;
  EXPECT_EQ(name, worker_name());
  EXPECT_FALSE(is_dead(name));
}

TEST(Worker, AnEarlierProcessWithTheSameNumberIsDead) {
  EXPECT_TRUE(is_dead(worker_name() + "0"));
}

TEST(Worker, OnlyWhatIsCertainIsDead) {
  const std::string name = worker_name();
  EXPECT_FALSE(is_dead("other" + name));
  const auto boot = name.find('/');
  EXPECT_FALSE(is_dead(name.substr(0, boot) + "/another-boot/999999999/1"));
  for (const char* text : {"", "/", "//", "///", "w", "a/b/c/d", "host/boot/x/1"}) EXPECT_FALSE(is_dead(text)) << text;
}

TEST(Worker, AnEndedProcessIsDeadEvenBeforeItsParentAsks) {
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string name = worker_name();
    if (::write(pipe_ends[1], name.data(), name.size()) < 0) ::_exit(1);
    ::pause();
  }
  std::string name(512, '\0');
  name.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(pipe_ends[0], name.data(), name.size()), 0)));
  EXPECT_FALSE(is_dead(name)) << name;
  ::kill(child, SIGKILL);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(is_dead(name));
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(is_dead(name));
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

}  // namespace cxai::store
