#ifndef BENCHMARKS_CEPOLL_H
#define BENCHMARKS_CEPOLL_H

// epoll, which Swift's Glibc module leaves out.
#include <sys/epoll.h>

#endif
