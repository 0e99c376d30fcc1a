// swift-tools-version: 6.2
import PackageDescription

/// As in the product's package: the Swift 6 language mode, and the compiler as reviewer.
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

// A package of its own, so that what the service is measured against stays out of the service's dependencies.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    .target(name: "CEpoll"),
    .target(name: "Wire", dependencies: ["CEpoll"], swiftSettings: facingC),
    .executableTarget(
      name: "load",
      dependencies: [
        "Wire",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: facingC),
    .executableTarget(
      name: "sink",
      dependencies: ["Wire", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: facingC),
    .executableTarget(
      name: "flyingfox-baseline",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      swiftSettings: reviewed),
    .testTarget(name: "WireTests", dependencies: ["Wire"], path: "Tests/WireTests", swiftSettings: reviewed),
    .testTarget(
      name: "LoadTests",
      dependencies: ["load", .product(name: "Crypto", package: "swift-crypto")],
      path: "Tests/LoadTests", swiftSettings: reviewed),
    .testTarget(name: "SinkTests", dependencies: ["sink", "Wire"], path: "Tests/SinkTests", swiftSettings: reviewed),
  ]
)
