#pragma once
/// A while in which no thread can be started, as under a limit on processes, for any user.

#include <cstdlib>

#include <pthread.h>

namespace segql::test {

class NoThreads {
 public:
  NoThreads() {
    // A stack larger than the address space.
    constexpr size_t kTooLarge = size_t{1} << 47;
    pthread_attr_t impossible;
    if (pthread_getattr_default_np(&before_) != 0 || pthread_attr_init(&impossible) != 0 ||
        pthread_attr_setstacksize(&impossible, kTooLarge) != 0 || pthread_setattr_default_np(&impossible) != 0) {
      std::abort();
    }
    pthread_attr_destroy(&impossible);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

}  // namespace segql::test
