#ifndef RESONANCE_CSYSTEM_H
#define RESONANCE_CSYSTEM_H

// The system calls of the event loop that Swift's Glibc module leaves out.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#endif
