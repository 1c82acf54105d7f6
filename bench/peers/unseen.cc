#include "bench/peers/workload.h"
namespace segql::bench {
Workload unseen_workload() { return {}; }
}  // namespace segql::bench
