package import StrictJSON
internal import TrainingModel

extension SpecWriter {
  /// A rule of a catalogue with its parameters, in the normalised form.
  static func rule<Rule>(_ choice: RuleChoice<Rule>) -> JSONObject {
    var object: JSONObject = ["name": .string(choice.name)]
    for parameter in choice.rule.parameters {
      object[parameter.name] = value(choice[parameter.name], of: parameter)
    }
    return object
  }

  private static func value(_ value: Double, of parameter: RuleParameter) -> JSONValue {
    switch parameter.form {
    case .number: .double(value)
    case .updates: .integer(Int(value))
    case .flag: .bool(value != 0)
    }
  }

  // MARK: Catalogues

  /// Every optimiser, the answer of `GET /v1/optimizers`.
  package static func optimizersJSON() -> JSONValue {
    list(
      OptimizerRule.catalogue.map { optimizer in
        var object = entry(optimizer)
        object["learning_rate"] = .double(optimizer.learningRate)
        object["adaptive"] = .bool(optimizer.isAdaptive)
        object["symmetry"] = .string(optimizer.symmetry)
        return .object(object)
      })
  }

  /// Every shape of a schedule, the answer of `GET /v1/schedules`.
  package static func schedulesJSON() -> JSONValue {
    list(ScheduleRule.catalogue.map { .object(entry($0)) })
  }

  /// Every activation, the answer of `GET /v1/activations`.
  package static func activationsJSON() -> JSONValue {
    list(
      Activation.allCases.map {
        [
          "name": .string($0.rawValue), "formula": .string($0.formula),
          "source": .string($0.source), "gain": .double($0.gain),
          "saturates": .bool($0.saturation != nil),
        ]
      })
  }

  /// Every loss, the answer of `GET /v1/losses`.
  package static func lossesJSON() -> JSONValue {
    list(
      LossFunction.allCases.map {
        [
          "name": .string($0.rawValue), "summary": .string($0.summary),
          "formula": .string($0.formula), "takes_logits": .bool($0.takesLogits),
        ]
      })
  }

  private static func entry(_ rule: some NamedRule) -> JSONObject {
    [
      "name": .string(rule.name), "summary": .string(rule.summary),
      "formula": .string(rule.formula), "source": .string(rule.source),
      "parameters": .array(rule.parameters.map(parameter)),
    ]
  }

  private static func parameter(_ parameter: RuleParameter) -> JSONValue {
    var object: JSONObject = [
      "name": .string(parameter.name), "summary": .string(parameter.summary),
      "default": parameter.standard.map { value($0, of: parameter) } ?? .null,
    ]
    switch parameter.form {
    case .number(let range):
      object["type"] = "number"
      object[range.excludesLow ? "exclusive_minimum" : "minimum"] = .double(range.low)
      object[range.excludesHigh ? "exclusive_maximum" : "maximum"] = .double(range.high)
    case .updates:
      object["type"] = "integer"
      object["minimum"] = 1
      object["maximum"] = .integer(SpecLimits.standard.steps)
    case .flag: object["type"] = "boolean"
    }
    return .object(object)
  }
}
