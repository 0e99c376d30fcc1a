import Glibc

/// Blocks the thread for a while.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1_000) }

/// Changes this process's environment.
func setEnvironment(_ name: String, _ value: String) { setenv(name, value, 1) }
