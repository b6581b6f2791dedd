// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Numeric code: optimised in every configuration, and without errno after a square root, which
/// would keep it out of vector registers.
let numeric: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-Ounchecked", "-enforce-exclusivity=unchecked", "-Xcc", "-fno-math-errno"])
  ]

/// Numeric code for one instruction set, reached only after the processor was asked.
func numeric(for flags: String...) -> [SwiftSetting] {
  numeric + [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })]
}

/// Tests: not optimised, which takes the compiler half of its time and the tests none. What they test
/// is.
let tests = strict + [.unsafeFlags(["-Onone"])]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
// A dependency of swift-crypto, which takes any 1.x: named by a test, so that every build has the
// version that was tested, and the program does not link it.
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "symbreak",
  products: [.executable(name: "symbreak", targets: ["symbreak"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // C of 2023, which can make the bytes of a file part of the program.
    .target(name: "CPage", cSettings: [.unsafeFlags(["-std=c23"])]),
    .target(name: "CPlatform"),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "Kernels", swiftSettings: numeric),
    .target(
      name: "KernelsAVX2", dependencies: ["Kernels"],
      swiftSettings: numeric(for: "-mavx2", "-mfma")),
    .target(
      name: "KernelsAVX512", dependencies: ["Kernels"],
      swiftSettings: numeric(
        for: "-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mavx2", "-mfma")),
    .target(
      name: "KernelDispatch",
      dependencies: ["CPlatform", "Kernels", "KernelsAVX2", "KernelsAVX512"],
      swiftSettings: strict),
    .target(
      name: "TrainingModel", dependencies: ["Kernels", "KernelDispatch"], swiftSettings: strict),
    .target(
      name: "TrainingEngine",
      dependencies: ["CPlatform", "Kernels", "KernelDispatch", "TrainingModel"],
      swiftSettings: numeric),
    .target(
      name: "NeuronSimilarity",
      dependencies: ["KernelDispatch", "Kernels", "TrainingEngine", "TrainingModel"],
      swiftSettings: strict),

    .target(
      name: "PublishedFigures",
      dependencies: ["KernelDispatch", "NeuronSimilarity", "TrainingEngine", "TrainingModel"],
      swiftSettings: strict),

    .target(name: "AccessKeys", dependencies: [crypto], swiftSettings: strict),
    .target(name: "Drawing", swiftSettings: strict),
    .target(name: "PrometheusText", swiftSettings: strict),

    .target(name: "Jobs", dependencies: ["Threading"], swiftSettings: strict),
    .target(
      name: "SQLiteStore",
      dependencies: ["AccessKeys", "ByteCoding", "Jobs", "Threading", "CZlib", grdb, sqlite],
      swiftSettings: strict),

    .target(
      name: "PostgreSQLStore",
      dependencies: [
        "AccessKeys", "BlobStore", "ByteCoding", "CLibPQ", "Jobs", "StrictJSON", "Threading",
      ],
      swiftSettings: strict),

    .target(name: "HTTPCodec", swiftSettings: strict),
    .target(name: "HTTPService", dependencies: ["HTTPCodec", "CPlatform"], swiftSettings: strict),

    .target(
      name: "Webhooks", dependencies: ["Jobs", "Threading", crypto], swiftSettings: strict),
    .target(name: "WebhookTransport", dependencies: ["CCurl", "Webhooks"], swiftSettings: strict),

    .target(name: "ByteCoding", dependencies: ["CZlib"], swiftSettings: strict),
    .target(
      name: "Page", dependencies: ["CPage"], exclude: ["fetch-charts.sh", "files"],
      swiftSettings: strict),
    .target(name: "HTTPTransport", dependencies: ["CCurl"], swiftSettings: strict),
    .target(
      name: "BlobStore", dependencies: ["ByteCoding", "HTTPTransport", "Threading", crypto],
      swiftSettings: strict),
    .target(
      name: "ServiceClient", dependencies: ["HTTPTransport", "StrictJSON"], swiftSettings: strict),
    .target(name: "StrictJSON", swiftSettings: strict),
    .target(name: "Threading", swiftSettings: strict),
    .target(
      name: "WebRouting",
      dependencies: [
        "ByteCoding", "CZlib", "HTTPCodec", "PrometheusText", "StrictJSON", "Threading", crypto,
      ],
      swiftSettings: strict),
    .target(
      name: "SpecJSON", dependencies: ["ByteCoding", "StrictJSON", "TrainingModel"],
      swiftSettings: strict),
    .target(
      name: "Experiments",
      dependencies: [
        "ByteCoding", "KernelDispatch", "NeuronSimilarity", "PublishedFigures", "SpecJSON",
        "StrictJSON",
        "TrainingEngine",
        "TrainingModel", crypto,
      ],
      swiftSettings: strict),
    .target(
      name: "TrainingService",
      dependencies: [
        "AccessKeys", "ByteCoding", "Drawing", "Experiments", "HTTPCodec", "Jobs",
        "NeuronSimilarity", "Page", "PrometheusText", "SpecJSON", "StrictJSON", "Threading",
        "TrainingEngine",
        "TrainingModel", "WebRouting", "Webhooks", crypto, yams,
      ],
      resources: [.embedInCode("Problems/problems.md")],
      swiftSettings: strict),

    .executableTarget(
      name: "symbreak",
      dependencies: [
        "AccessKeys", "BlobStore", "Drawing", "HTTPCodec", "HTTPService", "Jobs",
        "KernelDispatch", "Kernels", "NeuronSimilarity", "PostgreSQLStore", "SQLiteStore",
        "ServiceClient",
        "StrictJSON", "TrainingService", "SpecJSON", "Experiments", "WebRouting", "Threading",
        "ByteCoding", "TrainingEngine", "TrainingModel", "WebhookTransport",
        "Webhooks",
        argumentParser, logging,
      ],
      resources: [.embedInCode("openapi.yaml")],
      swiftSettings: strict),

    .testTarget(name: "KernelsTests", dependencies: ["Kernels"], swiftSettings: tests),
    .testTarget(
      name: "TrainingEngineTests",
      dependencies: ["KernelDispatch", "Kernels", "TrainingEngine", "TrainingModel"],
      swiftSettings: tests),
    .testTarget(
      name: "NeuronSimilarityTests",
      dependencies: [
        "KernelDispatch", "NeuronSimilarity", "PublishedFigures", "TrainingEngine", "TrainingModel",
      ],
      swiftSettings: tests),
    .target(
      name: "JobStoreConformance", dependencies: ["AccessKeys", "Jobs"],
      path: "Tests/Support/JobStoreConformance",
      swiftSettings: tests),
    .testTarget(
      name: "JobsTests", dependencies: ["Jobs", "SQLiteStore", "JobStoreConformance"],
      swiftSettings: tests),
    .testTarget(
      name: "SQLiteStoreTests",
      dependencies: ["AccessKeys", "Jobs", "SQLiteStore", "JobStoreConformance", grdb],
      swiftSettings: tests),
    .testTarget(
      name: "PostgreSQLStoreTests",
      dependencies: ["BlobStore", "Jobs", "JobStoreConformance", "PostgreSQLStore", "StandInS3"],
      exclude: ["serve.sh"], swiftSettings: tests),
    .target(
      name: "StandInS3", path: "Tests/Support/StandInS3",
      exclude: ["requirements.txt", "serve.py"], swiftSettings: tests),
    .testTarget(
      name: "BlobStoreTests", dependencies: ["BlobStore", "StandInS3"], swiftSettings: tests),
    .target(
      name: "HTTPCases", dependencies: ["HTTPCodec"], path: "Tests/Support/HTTPCases",
      swiftSettings: tests),
    .testTarget(
      name: "HTTPCodecTests", dependencies: ["HTTPCodec", "HTTPCases"], swiftSettings: tests),
    .testTarget(
      name: "HTTPServiceTests", dependencies: ["HTTPService", "HTTPCodec", "HTTPCases"],
      swiftSettings: tests),
    .testTarget(
      name: "AccessKeysTests", dependencies: ["AccessKeys", asn1], swiftSettings: tests),
    .testTarget(name: "DrawingTests", dependencies: ["Drawing"], swiftSettings: tests),
    .testTarget(
      name: "PrometheusTextTests", dependencies: ["PrometheusText"], swiftSettings: tests),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: tests),
    .testTarget(
      name: "TrainingServiceTests",
      dependencies: [
        "TrainingService", "WebRouting", "Experiments", "SpecJSON", "ByteCoding",
        "Threading",
        "AccessKeys", "CZlib", "HTTPCodec", "Jobs", "JobStoreConformance", "KernelDispatch",
        "NeuronSimilarity", "Page", "PrometheusText", "SQLiteStore", "StrictJSON", "TrainingEngine",
        "TrainingModel", yams,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "SymbreakCommandTests",
      dependencies: [
        "symbreak", "BlobStore", "Drawing", "HTTPService", "Jobs", "KernelDispatch", "Kernels",
        "PostgreSQLStore", "StrictJSON",
        "TrainingService", "SpecJSON", "Experiments", "WebRouting", "Threading", "ByteCoding",
        "TrainingEngine", "TrainingModel", "Webhooks",
      ],
      swiftSettings: tests),
    .testTarget(
      name: "WebhooksTests",
      dependencies: ["Jobs", "JobStoreConformance", "SQLiteStore", "Webhooks"],
      swiftSettings: tests),
    .target(
      name: "CurlClient", dependencies: ["CCurl"], path: "Tests/Support/CurlClient",
      swiftSettings: tests),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "CurlClient", "HTTPCases", "HTTPCodec", "HTTPService", "Jobs", "PostgreSQLStore",
        "StandInS3", "TrainingService",
        "WebRouting", "Experiments", "SpecJSON", "StrictJSON",
        "Webhooks", "symbreak", grdb,
      ],
      swiftSettings: tests),
  ]
)
