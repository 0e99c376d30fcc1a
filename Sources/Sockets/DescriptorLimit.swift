internal import Glibc

/// How many file descriptors the process may have open.
package enum DescriptorLimit {
  /// The limit in force.
  package static var current: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit to this many, or as far as the hard limit lets it; never lowers it.
  package static func raise(to wanted: Int) {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard unsafe getrlimit(resource, &limit) == 0 else { return }
    let raised = min(limit.rlim_max, rlim_t(clamping: wanted))
    guard raised > limit.rlim_cur else { return }
    limit.rlim_cur = raised
    _ = unsafe setrlimit(resource, &limit)
  }
}
