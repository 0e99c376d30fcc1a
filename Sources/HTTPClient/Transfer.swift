/// One request on its way: who waits for it, and where it is.
///
/// Its sender fills it in before it is submitted; from then on the client's thread alone touches it.
@safe final class Transfer: @unchecked Sendable {
  typealias Outcome = Result<HTTPClient.Response, HTTPClient.Failure>

  enum Stage {
    /// Its sender still has it.
    case new
    /// It waits for its turn.
    case inLine
    /// It goes on, with this handle.
    case running(EasyHandle)
    /// Its sender has been answered, or will be as soon as it asks.
    case over
  }

  let message: Message
  let timeout: Duration?
  var stage = Stage.new
  /// Who waits; nil before and after.
  var continuation: UnsafeContinuation<Outcome, Never>?

  init(_ message: Message, timeout: Duration?) {
    self.message = message
    self.timeout = timeout
    unsafe continuation = nil
  }

  var isOver: Bool {
    if case .over = stage { true } else { false }
  }

  /// Answers its sender, who still has it.
  func refuse(_ failure: HTTPClient.Failure) { answer(.failure(failure)) }

  func finish(_ outcome: Outcome) {
    stage = .over
    answer(outcome)
  }

  private func answer(_ outcome: Outcome) {
    let waiter = unsafe continuation
    unsafe continuation = nil
    unsafe waiter?.resume(returning: outcome)
  }
}
