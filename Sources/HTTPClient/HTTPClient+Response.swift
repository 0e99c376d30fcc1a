extension HTTPClient {
  /// What came back, whatever its status: a redirect is a response like any other.
  package struct Response: Sendable {
    /// The status code, such as 200.
    package var status: Int
    /// The header fields in the order they came, names as the server spelled them.
    package var headers: [(name: String, value: String)]
    /// The body, as far as it is kept; as it came, not decompressed.
    package var body: [UInt8]
    /// Whether the body went on past ``HTTPClient/Configuration/responseLimit``.
    package var isCut: Bool
    /// How long the transfer took once its turn had come, in seconds.
    package var seconds: Double

    /// The value of the first field of this name, in any case.
    package subscript(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }
}
