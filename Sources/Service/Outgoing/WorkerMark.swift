import Foundation
import Records
import Referrals

/// What a worker is known by, from one start to the next: what it had when it was killed it takes up again at once, and
/// nobody waits for its leases to end. A data directory is one process's.
struct WorkerMark {
  let id: Deliveries.Worker.ID

  /// The mark in a directory; a new one where there is none, or none that can be read.
  init(directory: String) throws {
    let path = directory + "/worker"
    if let text = try? String(contentsOfFile: path, encoding: .utf8),
      let known = Deliveries.Worker.ID(text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      id = known
      return
    }
    id = .timeOrdered(at: .now())
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try "\(id)\n".write(toFile: path, atomically: true, encoding: .utf8)
  }
}
