import Foundation
import Postgres
import Synchronization
import TestSupport

/// Many browsers that follow one link again and again, each time as somebody new, and remember what they were answered.
/// One that loses its connection comes back.
final class ClickLoad: Sendable {
  /// What came of it.
  struct Tally: Sendable {
    /// The ids of the clicks that were answered with a redirect.
    var clicks: [String] = []
    /// How often each other status was answered.
    var others: [Int: Int] = [:]
    /// How often a connection was refused or lost.
    var broken = 0
  }

  private let link: String
  private let port: Mutex<Int>
  private let tally = Mutex(Tally())
  private let isOver = Mutex(false)
  private let browsers: Int

  /// A load on a link's path.
  init(_ link: String, port: Int, browsers: Int = 16) {
    self.link = link
    self.port = Mutex(port)
    self.browsers = browsers
  }

  /// What has come of it so far.
  var soFar: Tally { tally.withLock { $0 } }

  /// Runs the load for as long as the closure takes.
  func run(_ body: () async throws -> Void) async throws {
    let running = Task {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<browsers { group.addTask { try? await onOwnThread { self.browse(number) } } }
      }
    }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    isOver.withLock { $0 = true }
    await running.value
    try outcome.get()
  }

  /// Waits until so many more clicks have been answered; three minutes at most.
  func answers(_ count: Int) async throws {
    let goal = soFar.clicks.count + count
    guard try await eventually({ soFar.clicks.count >= goal }) else {
      throw HTTPWire.Broken("too few clicks: \(soFar.others)")
    }
  }

  private func browse(_ number: Int) {
    var wire: HTTPWire?
    var visit = 0
    while !isOver.withLock({ $0 }) {
      visit += 1
      do {
        let open = try wire ?? HTTPWire(port: port.withLock { $0 })
        wire = open
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 \(number)-\(visit)"
        try open.send(HTTPWire.request("GET", link, fields: [("User-Agent", agent)]))
        let answer = try open.receive()
        tally.withLock { tally in
          if answer.status == 302, let click = answer.click {
            tally.clicks.append(click)
          } else {
            tally.others[answer.status, default: 0] += 1
          }
        }
        if answer["connection"] == "close" { wire = nil }
      } catch {
        wire = nil
        tally.withLock { $0.broken += 1 }
        usleep(20_000)
      }
    }
  }
}
