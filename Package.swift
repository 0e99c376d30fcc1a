// swift-tools-version: 6.2
import PackageDescription

/// What every target is built with: the Swift 6 language mode, and the compiler as reviewer.
let reviewed: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

/// The targets that hold pointers mark each unsafe use as well.
let facingC = reviewed + [.strictMemorySafety()]

let package = Package(
  name: "resonance",
  products: [
    .executable(name: "resonance", targets: ["resonance"]),
    .library(name: "Attribution", targets: ["Attribution"]),
    .library(name: "SocialGraph", targets: ["SocialGraph"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // C, as it is
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CSystem"),

    // Leaves and walls
    .target(
      name: "Sockets",
      dependencies: ["CSystem", .product(name: "Logging", package: "swift-log")],
      swiftSettings: facingC),
    .target(
      name: "HTTPServer",
      dependencies: [
        "Sockets",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: reviewed),
    .target(
      name: "HTTPClient",
      dependencies: ["CCurl", "CSystem", .product(name: "Logging", package: "swift-log")],
      swiftSettings: facingC),
    .target(
      name: "Postgres",
      dependencies: [
        "CLibPQ",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: facingC),
    .target(name: "QRCode", dependencies: ["CQREncode", "CPNG"], swiftSettings: facingC),
    .target(
      name: "Referrals",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: reviewed),
    .target(name: "Attribution", swiftSettings: reviewed),
    .target(name: "SocialGraph", swiftSettings: reviewed),
    .target(name: "Simulation", dependencies: ["Attribution"], swiftSettings: reviewed),
    .target(name: "StrictJSON", swiftSettings: reviewed),
    .target(
      name: "Webhooks",
      dependencies: ["Referrals", "StrictJSON", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: reviewed),

    // The application
    .target(name: "Records", dependencies: ["Postgres", "Referrals"], swiftSettings: reviewed),
    .target(
      name: "Pages",
      dependencies: [
        "Referrals", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Assets")], swiftSettings: reviewed),
    .target(
      name: "Service",
      dependencies: [
        "Attribution", "HTTPClient", "HTTPServer", "Pages", "Postgres", "QRCode", "Records", "Referrals", "Simulation",
        "SocialGraph", "StrictJSON", "Webhooks",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: reviewed),
    .executableTarget(
      name: "resonance",
      dependencies: [
        "Attribution", "HTTPClient", "HTTPServer", "Postgres", "Records", "Referrals", "Service", "Simulation",
        "SocialGraph", "Sockets", "Webhooks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: reviewed),

    // Tests
    .executableTarget(
      name: "hazard-bench", dependencies: ["Attribution", "Simulation"], path: "Tests/HazardBench",
      swiftSettings: reviewed),
    .target(
      name: "TestSupport", dependencies: ["Postgres", .product(name: "Logging", package: "swift-log")],
      path: "Tests/TestSupport", swiftSettings: reviewed),
    .testTarget(name: "SocketsTests", dependencies: ["Sockets", "TestSupport"], swiftSettings: reviewed),
    .testTarget(
      name: "HTTPServerTests",
      dependencies: ["HTTPServer", "Sockets", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types")],
      swiftSettings: reviewed),
    .testTarget(
      name: "HTTPClientTests",
      dependencies: ["HTTPClient", "Postgres"],
      swiftSettings: reviewed),
    .testTarget(
      name: "PostgresTests",
      dependencies: ["Postgres", "TestSupport", .product(name: "Logging", package: "swift-log")],
      swiftSettings: reviewed),
    .testTarget(name: "ReferralsTests", dependencies: ["Referrals"], swiftSettings: reviewed),
    .testTarget(name: "PagesTests", dependencies: ["Pages", "Referrals"], swiftSettings: reviewed),
    .testTarget(name: "QRCodeTests", dependencies: ["CPNG", "QRCode"], swiftSettings: facingC),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: reviewed),
    .testTarget(
      name: "WebhooksTests", dependencies: ["Webhooks", "Referrals", "StrictJSON"],
      resources: [.copy("Fixtures")], swiftSettings: reviewed),
    .testTarget(name: "AttributionTests", dependencies: ["Attribution"], swiftSettings: reviewed),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Attribution"], swiftSettings: reviewed),
    .testTarget(name: "SocialGraphTests", dependencies: ["SocialGraph"], swiftSettings: reviewed),
    .testTarget(
      name: "RecordsTests", dependencies: ["Records", "Referrals", "Postgres", "TestSupport"], swiftSettings: reviewed),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "resonance", "HTTPServer", "Records", "Postgres", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: reviewed),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "Service", "Pages", "Records", "Referrals", "Postgres", "HTTPServer", "QRCode", "StrictJSON", "TestSupport",
        "Webhooks",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: reviewed),
  ]
)
