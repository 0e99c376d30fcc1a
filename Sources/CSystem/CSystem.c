#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CSystem.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

enum { BATCH = 256 };

static _Thread_local const void *current_loop;

const void *csystem_current_loop(void) { return current_loop; }

void csystem_set_current_loop(const void *loop) { current_loop = loop; }

void csystem_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int csystem_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int csystem_epoll_add(int epoll, int descriptor, uint64_t token) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.u64 = token}};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int csystem_epoll_follow(int epoll, int descriptor, uint32_t events) {
  struct epoll_event event = {.events = 0, .data = {.u64 = (uint64_t)descriptor}};
  if (events == 0) return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event);
  if (events & CSYSTEM_READABLE) event.events |= EPOLLIN;
  if (events & CSYSTEM_WRITABLE) event.events |= EPOLLOUT;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0) return 0;
  return errno == EEXIST ? epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) : -1;
}

void csystem_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
}

int csystem_epoll_wait(int epoll, struct csystem_event *events, int capacity, int64_t nanoseconds) {
  struct epoll_event ready[BATCH];
  // Rounded up: a deadline that is a fraction of a millisecond away must not become a busy loop.
  int64_t milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + 999999) / 1000000;
  if (milliseconds > 3600000) milliseconds = 3600000;
  int count = epoll_wait(epoll, ready, capacity < BATCH ? capacity : BATCH, (int)milliseconds);
  for (int i = 0; i < count; i++) {
    uint32_t seen = ready[i].events, events_out = 0;
    if (seen & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) events_out |= CSYSTEM_READABLE;
    if (seen & (EPOLLOUT | EPOLLHUP | EPOLLERR)) events_out |= CSYSTEM_WRITABLE;
    if (seen & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) events_out |= CSYSTEM_HUNG_UP;
    events[i].events = events_out;
    events[i].token = ready[i].data.u64;
  }
  return count;
}

int csystem_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int csystem_accept(int listener, struct sockaddr *address, socklen_t *length) {
  return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int csystem_tcp_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

ssize_t csystem_send(int descriptor, const void *bytes, size_t count) {
  return send(descriptor, bytes, count, MSG_NOSIGNAL);
}
