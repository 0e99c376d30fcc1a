#ifndef RESONANCE_CSYSTEM_H
#define RESONANCE_CSYSTEM_H

// The system calls of the event loop that Swift's Glibc module leaves out.
// Wrapped, so that one spelling works whichever feature macros Glibc was imported with.

#include <stdint.h>
#include <sys/socket.h>

/// What epoll says about one descriptor: its events, and the token it was registered with.
struct csystem_event {
  uint32_t events;
  uint64_t token;
};

enum {
  CSYSTEM_READABLE = 1 << 0,
  CSYSTEM_WRITABLE = 1 << 1,
  CSYSTEM_HUNG_UP = 1 << 2,
};

/// The event loop whose thread this is; null elsewhere.
const void *csystem_current_loop(void);
void csystem_set_current_loop(const void *loop);

/// Gives the calling thread a name, at most 15 octets, that tools show.
void csystem_name_thread(const char *name);

/// A close-on-exec epoll instance, or -1 with errno set.
int csystem_epoll_create(void);

/// Registers a descriptor once, edge-triggered, for reading, writing and the peer's hang-up.
int csystem_epoll_add(int epoll, int descriptor, uint64_t token);

/// Says what a descriptor is watched for from now on, level-triggered: CSYSTEM_READABLE, CSYSTEM_WRITABLE, both, or 0
/// for nothing any more. Its token is its number. Returns 0, or -1 with errno set.
int csystem_epoll_follow(int epoll, int descriptor, uint32_t events);

/// Blocks every signal in the calling thread, and in those that it starts.
void csystem_block_signals(void);

/// Waits at most `nanoseconds` (negative: for ever) and fills `events`; returns how many, or -1 with errno set.
int csystem_epoll_wait(int epoll, struct csystem_event *events, int capacity, int64_t nanoseconds);

/// A nonblocking, close-on-exec eventfd, or -1 with errno set.
int csystem_eventfd(void);

/// Accepts one connection, nonblocking and close-on-exec; -1 with errno set.
int csystem_accept(int listener, struct sockaddr *address, socklen_t *length);

/// A nonblocking, close-on-exec TCP socket of this family; -1 with errno set.
int csystem_tcp_socket(int family);

/// Sends without ever raising SIGPIPE.
ssize_t csystem_send(int descriptor, const void *bytes, size_t count);

#endif
