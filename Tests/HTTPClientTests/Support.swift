import Testing

@testable import HTTPClient

/// Runs a client for the time of a closure; loopback may be connected to.
func client<Value>(
  _ change: (inout HTTPClient.Configuration) -> Void = { _ in }, _ body: (HTTPClient) async throws -> Value
) async throws -> Value {
  var configuration = HTTPClient.Configuration(permits: { $0 == [127, 0, 0, 1] })
  change(&configuration)
  let client = try HTTPClient(configuration)
  do {
    let value = try await body(client)
    await client.close(within: .zero)
    return value
  } catch {
    await client.close(within: .zero)
    throw error
  }
}

/// What a request fails with; nil when it doesn't.
func failure(of request: HTTPClient.Request, by client: HTTPClient) async -> HTTPClient.Failure? {
  do throws(HTTPClient.Failure) {
    _ = try await client.send(request)
    return nil
  } catch {
    return error
  }
}

/// Looks again and again until something is so; gives up after a time that no machine should need.
func untilTrue(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try await !condition() {
    guard ContinuousClock.now < deadline else {
      Issue.record("it did not become so in a minute")
      return
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}
