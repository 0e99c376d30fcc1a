package import Logging

/// Sends HTTP/1.1 requests, many at once, from one thread of its own.
///
/// Made for URLs that others chose: who may be connected to is asked about the very address of each connection
/// (``Configuration/permits``), TLS is verified, redirects are not followed, and nothing of the environment (proxies,
/// cookies, `.netrc`) has a say. Connections are kept and used again.
package final class HTTPClient: Sendable {
  private let loop: TransferLoop

  /// Starts the thread. Fails where libcurl cannot be used as is needed here.
  package init(_ configuration: Configuration, logger: Logger = Logger(label: "http-client")) throws(Failure) {
    loop = try TransferLoop(configuration, logger: logger)
  }

  deinit { loop.stop() }

  /// Sends a request and waits for the whole response, at most its timeout. Any status is a response.
  ///
  /// Cancelling the task ends the transfer. Where a kept connection turns out to be closed before anything came back
  /// on it, the request is sent once more on a fresh one.
  package func send(_ request: Request) async throws(Failure) -> Response {
    let transfer = Transfer(try Message(request), timeout: request.timeout)
    let outcome = await withTaskCancellationHandler {
      await unsafe withUnsafeContinuation { continuation in
        unsafe transfer.continuation = continuation
        loop.submit(transfer)
      }
    } onCancel: {
      loop.cancel(transfer)
    }
    return try outcome.get()
  }

  /// Takes no more requests, and returns when those that were sent before have ended: those that haven't by the
  /// deadline are cut off, and fail as ``Failure/closed``.
  package func close(within patience: Duration = .seconds(10)) async {
    await loop.close(within: patience)
  }
}
