internal import Sockets

/// Where the reading of one request's body stands.
struct BodyReader {
  enum State {
    case length(remaining: Int)
    case chunked(ChunkDecoder)
    case complete
    case failed(BodyError)
  }

  var state: State
  /// Octets that the route takes.
  let limit: Int
  /// Octets that came so far.
  var received = 0
  /// The client holds the body back until it is told to go on.
  var owesContinue: Bool

  init(framing: Framing, limit: Int, owesContinue: Bool, limits: HeadLimits) {
    self.limit = limit
    self.owesContinue = owesContinue
    switch framing {
    case .none: state = .complete
    case .length(let length): state = .length(remaining: length)
    case .chunked: state = .chunked(ChunkDecoder(limits: limits))
    }
  }

  var isComplete: Bool {
    if case .complete = state { true } else { false }
  }

  /// Takes what it can from the start of `bytes` and appends its data to `data`.
  /// - Returns: how many bytes were used up.
  mutating func take(from bytes: Span<UInt8>, appendingTo data: inout [UInt8]) throws(BodyError) -> Int {
    do throws(BodyError) {
      switch state {
      case .complete: return 0
      case .failed(let error): throw error
      case .length(let remaining):
        let count = min(remaining, bytes.count)
        bytes.extracting(..<count).append(to: &data)
        received += count
        state = count == remaining ? .complete : .length(remaining: remaining - count)
        return count
      case .chunked(var decoder):
        let before = data.count
        var used = 0
        while true {
          let outcome = decoder.advance(bytes.extracting(used...), appendingTo: &data)
          if received + data.count - before > limit { throw .tooLarge(limit: limit) }
          switch outcome {
          case .data(let count):
            used += count
            continue
          case .incomplete(let count):
            used += count
            state = .chunked(decoder)
          case .complete(let count):
            used += count
            state = .complete
          case .refused(let refusal): throw .malformed(refusal.reason)
          }
          received += data.count - before
          return used
        }
      }
    } catch {
      state = .failed(error)
      throw error
    }
  }
}
