extension InitializationScheme {
  /// The matrices that are chosen as a whole.
  static let matrices: [InitializationScheme] = [
    InitializationScheme(
      name: "orthogonal",
      summary: "A random matrix whose rows or columns, whichever are fewer, are orthogonal and of"
        + " length gain, times alpha.",
      formula: "W = alpha gain Q of A = QR, A ~ N(0, 1), the diagonal of R positive;"
        + " transposed where the layer narrows",
      source: "Saxe et al. 2014; torch.nn.init.orthogonal_",
      parameters: [
        Parameter(
          name: "gain", defaultValue: 1,
          summary: "length of the rows or columns; `activation` takes the gain of the layer's"
            + " activation",
          allowed: 0...1e6, words: [gainOfActivation])
      ],
      isForWeightsOnly: true, gain: { $1.gain($0) },
      distribution: { .matrix(.orthogonal(gain: $1.gain($0))) }),
    InitializationScheme(
      name: "identity", summary: "Ones on the main diagonal, times alpha.",
      formula: "w[i, j] = alpha if i = j else 0", source: "torch.nn.init.eye_, keras Identity",
      isForWeightsOnly: true, distribution: { _, _ in .matrix(.identity) }),
    InitializationScheme(
      name: "sparse",
      summary: "In each column a share of zeros, elsewhere normal numbers, times alpha.",
      formula: "w ~ alpha N(0, std^2), but ceil(sparsity fan_out) of each input's weights are 0",
      source: "Martens 2010; torch.nn.init.sparse_",
      parameters: [
        Parameter(
          name: "sparsity", defaultValue: 0.9,
          summary: "share of zeros among the weights of one"
            + " input", allowed: 0...1),
        Parameter(
          name: "std", defaultValue: 0.01, summary: "standard deviation of the others",
          allowed: 0...1e6),
      ],
      isForWeightsOnly: true,
      distribution: { .matrix(.sparse(zeros: $1["sparsity"], deviation: $1["std"])) }),
    InitializationScheme(
      name: "lsuv",
      summary: "Orthogonal, then scaled so that the layer's sums W a have unit variance over the"
        + " first 256 training rows, layer by layer; times alpha.",
      formula: "W = alpha Q / sqrt(Var(Q a)), Q orthogonal, a the layer's inputs from the data",
      source: "Mishkin & Matas 2016, algorithm 1, with the exact factor in place of iteration",
      isForWeightsOnly: true, distribution: { _, _ in .matrix(.unitVariance) }),
    InitializationScheme(
      name: "zero_hadamard",
      summary: "The identity, or where the layer widens a scaled part of a Hadamard matrix, times"
        + " alpha. Nothing is random.",
      formula: "W = alpha I if fan_out <= fan_in, else alpha c H cut to (fan_out, fan_in), H of"
        + " size 2^m, m = ceil(log2 fan_out), c = 2^(-(m - 1) / 2)",
      source:
        "ZerO, Zhao et al. 2022, algorithm 1; the authors' program takes c = 2^(-m / 2), which"
        + " is alpha = 0.70710678",
      isForWeightsOnly: true,
      distribution: { _, _ in .matrix(.hadamardOrIdentity) }),
    InitializationScheme(
      name: "idinit",
      summary: "The identity, repeated along the longer side, times alpha. Nothing is random.",
      formula: "w[i, j] = alpha if i = j modulo min(fan_in, fan_out) else 0",
      source: "IDInit, Pan et al. 2025 (IDI with tau = alpha)", isForWeightsOnly: true,
      distribution: { _, _ in .matrix(.repeatedIdentity) }),
  ]
}
