import Testing

/// Tests that drive the built `symbreak` over a real port.
///
/// One after another: each starts a service of its own, and training takes all cores.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum IntegrationTests {}
