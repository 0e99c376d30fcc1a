import Glibc
import Synchronization

/// Work on several threads whose outcome does not hang on how many they are.
public enum Threads {
  /// As many as the machine has processors.
  public static let usual = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Does `count` pieces of work, and gives their results in order. Whichever thread is free takes the next piece; each
  /// has a scratch of its own, which a piece must leave as it found it.
  static func share<Scratch, Result: Sendable>(
    _ count: Int, among threads: Int, scratch: @Sendable () -> Scratch,
    work: @Sendable (Int, inout Scratch) -> Result
  ) async -> [Result] {
    let next = Ticket()
    return await withoutActuallyEscaping(scratch) { scratch in
      await withoutActuallyEscaping(work) { work in
        await withTaskGroup(of: [(Int, Result)].self) { group in
          for _ in 0..<max(1, min(threads, count)) {
            group.addTask {
              var own = scratch()
              var done: [(Int, Result)] = []
              while true {
                let piece = next.take()
                guard piece < count else { return done }
                done.append((piece, work(piece, &own)))
              }
            }
          }
          var results = [Result?](repeating: nil, count: count)
          for await done in group {
            for (piece, result) in done { results[piece] = result }
          }
          return results.compactMap { $0 }
        }
      }
    }
  }
}

/// Numbers that are given out once each.
private final class Ticket: Sendable {
  private let next = Atomic<Int>(0)

  func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
