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

// A package of its own, so that what the service is measured against stays out of the service's dependencies.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    .target(name: "CEpoll"),
    .executableTarget(
      name: "load",
      dependencies: ["CEpoll", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: reviewed + [.strictMemorySafety()]),
    .executableTarget(
      name: "flyingfox-baseline",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ],
      swiftSettings: reviewed),
    .testTarget(name: "LoadTests", dependencies: ["load"], path: "Tests/LoadTests", swiftSettings: reviewed),
  ]
)
