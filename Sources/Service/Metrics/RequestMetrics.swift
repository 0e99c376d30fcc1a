import HTTPServer
import HTTPTypes
import Synchronization

/// How long requests took, by route: histograms as Prometheus reads them.
final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    var method: String
    var route: String
    var status: Int
  }

  private struct Histogram {
    var counts = [UInt64](repeating: 0, count: RequestMetrics.bounds.count + 1)
    var nanoseconds: UInt64 = 0
  }

  /// The upper bounds of the buckets, in nanoseconds.
  static let bounds: [UInt64] = [
    500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000,
    1_000_000_000, 2_500_000_000, 5_000_000_000,
  ]

  private let histograms = Mutex<[Key: Histogram]>([:])

  /// Counts one request. Called on the connection's loop, for every click too: a lock and a look-up.
  func observe(_ request: RequestSummary) {
    let key = Key(
      method: request.method?.rawValue ?? "", route: request.pattern ?? "", status: request.status)
    let bucket = Self.bounds.firstIndex { request.nanoseconds <= $0 } ?? Self.bounds.count
    histograms.withLock { histograms in
      histograms[key, default: Histogram()].counts[bucket] += 1
      histograms[key, default: Histogram()].nanoseconds += request.nanoseconds
    }
  }

  /// Adds the histograms to a page of metrics.
  func write(to page: inout MetricsPage) {
    page.head("resonance_http_request_duration_seconds", .histogram, "Time from a request's header to its answer.")
    let sorted = histograms.withLock { $0 }.sorted {
      ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
    }
    for (key, histogram) in sorted {
      let labels = [("method", key.method), ("route", key.route), ("status", String(key.status))]
      var total: UInt64 = 0
      for (index, count) in histogram.counts.enumerated() {
        total += count
        let bound = index < Self.bounds.count ? String(Double(Self.bounds[index]) / 1e9) : "+Inf"
        page.sample("resonance_http_request_duration_seconds_bucket", labels + [("le", bound)], Double(total))
      }
      page.sample("resonance_http_request_duration_seconds_sum", labels, Double(histogram.nanoseconds) / 1e9)
      page.sample("resonance_http_request_duration_seconds_count", labels, Double(total))
    }
  }
}
