package import ByteCoding
internal import StrictJSON
package import TrainingModel

/// Weights in the forms of the API.
package enum WeightEncoding {
  private static let listedNonFinite = 1000

  /// `{"step": k, "layers": [{"weights": [[…]], "biases": […]}]}`, weights (out, in), in full
  /// precision, so that the layers sent back as `given` are the same bits. Numbers that are not
  /// finite are null; `non_finite` lists the first `listedNonFinite` of them by JSON Pointer.
  package static func json(_ weights: NetworkWeights, step: Int) -> Pieces {
    // Of each layer as many rows at a time as make a piece.
    let places = weights.layers.enumerated().flatMap { number, layer in
      Pieces.ranges(of: layer.units, by: max(1, Pieces.numbers / max(1, layer.fanIn)))
        .map { (number, $0) }
    }
    return Pieces(count: places.count + 1) { index in
      guard index < places.count else { return end(of: weights) }
      let (number, rows) = places[index]
      let layer = weights.layers[number]
      var matrix = JSONWriter()
      matrix.matrix(
        Array(layer.weights[(rows.lowerBound * layer.fanIn)..<(rows.upperBound * layer.fanIn)]),
        columns: layer.fanIn)
      var text: [UInt8] = []
      if rows.lowerBound == 0 {
        text += Array((number == 0 ? #"{"step":\#(step),"layers":["# : ",").utf8)
        text += Array(#"{"weights":["#.utf8)
      } else {
        text.append(UInt8(ascii: ","))
      }
      text += matrix.bytes.dropFirst().dropLast()
      if rows.upperBound == layer.units {
        var biases = JSONWriter()
        biases.numbersOrNulls(layer.biases)
        text += Array(#"],"biases":"#.utf8) + biases.bytes + [UInt8(ascii: "}")]
      }
      return text
    }
  }

  private static func end(of weights: NetworkWeights) -> [UInt8] {
    let nonFinite = JSONValue.array(
      weights.nonFinite.prefix(listedNonFinite).map(JSONValue.object))
    return Array(#"],"non_finite":"#.utf8) + nonFinite.serialized() + [UInt8(ascii: "}")]
  }

  /// The safetensors form (https://huggingface.co/docs/safetensors): the header's length (u64), a
  /// JSON header padded with blanks to a multiple of 8, then the tensors one after another. Names
  /// are PyTorch's: `layers.0.weight` (out, in) and `layers.0.bias`.
  package static func safetensors(
    _ weights: NetworkWeights, precision: Precision, step: Int
  ) -> Pieces {
    let tensors = weights.tensors
    var header = JSONWriter()
    header.object { writer in
      writer.member("__metadata__", ["format": "pt", "step": .string(String(step))])
      var offset = 0
      for tensor in tensors {
        let end = offset + tensor.values.count * precision.byteCount
        writer.member(tensor.name) {
          $0.object {
            $0.member("dtype", precision == .float32 ? "F32" : "F64")
            $0.member("shape") { $0.numbers(tensor.shape) }
            $0.member("data_offsets") { $0.numbers([offset, end]) }
          }
        }
        offset = end
      }
    }
    let padding = (8 - header.bytes.count % 8) % 8
    var writer = LittleEndianWriter()
    writer.append(UInt64(header.bytes.count + padding))
    writer.append(bytes: header.bytes)
    writer.append(text: String(repeating: " ", count: padding))
    let start = writer.bytes
    let places = tensors.indices.flatMap { number in
      Pieces.ranges(of: tensors[number].values.count, by: 2 * Pieces.numbers).map { (number, $0) }
    }
    let numbers = Pieces(count: places.count) { index in
      let (number, range) = places[index]
      var writer = LittleEndianWriter(reservingCapacity: range.count * precision.byteCount)
      writer.append(numbers: Array(tensors[number].values[range]), as: precision)
      return writer.bytes
    }
    return numbers.between(start, [])
  }
}

extension NetworkWeights {
  /// Where the JSON form has null, and for what.
  fileprivate var nonFinite: some Sequence<JSONObject> {
    layers.enumerated().lazy.flatMap { index, layer in
      let place = JSONPointer.root.appending("layers").appending(index)
      let weights = layer.weights.enumerated().lazy.compactMap { position, value in
        value.nonFiniteWord.map { word -> JSONObject in
          let pointer = place.appending("weights").appending(position / layer.fanIn)
            .appending(position % layer.fanIn)
          return ["pointer": .string(pointer.description), "value": .string(word)]
        }
      }
      let biases = layer.biases.enumerated().lazy.compactMap { position, value in
        value.nonFiniteWord.map { word -> JSONObject in
          let pointer = place.appending("biases").appending(position)
          return ["pointer": .string(pointer.description), "value": .string(word)]
        }
      }
      return [AnySequence(weights), AnySequence(biases)].lazy.flatMap { $0 }
    }
  }

  /// Every matrix and bias vector with its name and shape; a layer without biases has no vector.
  fileprivate var tensors: [(name: String, shape: [Int], values: [Double])] {
    layers.enumerated().flatMap { index, layer in
      [("layers.\(index).weight", [layer.units, layer.fanIn], layer.weights)]
        + (layer.biases.isEmpty
          ? [] : [("layers.\(index).bias", [layer.units], layer.biases)])
    }
  }
}

extension JSONWriter {
  /// Writes an array of rows of `columns` numbers each, null for those that are not finite.
  mutating func matrix(_ values: [Double], columns: Int) {
    array {
      for start in stride(from: 0, to: values.count, by: max(1, columns)) {
        $0.numbersOrNulls(values[start..<start + columns])
      }
    }
  }
}
