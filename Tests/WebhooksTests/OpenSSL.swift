import Foundation

/// Signatures by somebody else's code: the program openssl.
enum OpenSSL {
  struct Failed: Error {
    var arguments: [String]
  }

  /// HMAC with SHA-256: 32 bytes.
  static func hmac(_ message: [UInt8], key: [UInt8]) throws -> [UInt8] {
    // A key may be longer or shorter than any argument's text could tell, so it goes in as digits.
    let digits = key.map { String(format: "%02x", $0) }.joined()
    return try run(["dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(digits)", "-binary"], input: message)
  }

  /// Base64 on one line.
  static func base64(_ bytes: [UInt8]) throws -> String {
    String(decoding: try run(["base64", "-A"], input: bytes), as: UTF8.self)
  }

  /// SHA-256 in digits.
  static func digest(_ bytes: [UInt8]) throws -> String {
    let line = String(decoding: try run(["dgst", "-sha256", "-r"], input: bytes), as: UTF8.self)
    return String(line.prefix { $0 != " " })
  }

  /// A signature by Ed25519 with a new key, and the key's public half.
  static func ed25519(_ message: [UInt8]) throws -> (signature: [UInt8], publicKey: [UInt8]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("webhooks-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (key, file) = (folder.appendingPathComponent("key.pem").path, folder.appendingPathComponent("message"))
    try Data(message).write(to: file)
    _ = try run(["genpkey", "-algorithm", "ed25519", "-out", key])
    let signature = try run(["pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", file.path])
    // What comes before the key in its DER says only what it is.
    let publicKey = try run(["pkey", "-in", key, "-pubout", "-outform", "DER"]).suffix(32)
    return (signature, Array(publicKey))
  }

  private static func run(_ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("webhooks-\(UUID())")
    try Data(input).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = Array(try output.fileHandleForReading.readToEnd() ?? Data())
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
    return bytes
  }
}
