using ChatApp.Application.Common;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Tests.Common;

internal sealed class ValidationBehaviorTests
{
    private bool _handled;

    [Test]
    public async Task A_request_within_the_rules_reaches_its_handler()
    {
        var result = await Validate(new Probe("id", "text"), new ProbeValidator());

        Assert.That((result.IsSuccess, _handled), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_request_without_validators_reaches_its_handler()
    {
        await Validate(new Probe(null, null));

        Assert.That(_handled, Is.True);
    }

    [Test]
    public async Task A_request_that_breaks_a_rule_does_not()
    {
        var result = await Validate(new Probe(null, "text"), new ProbeValidator());

        Assert.That(_handled, Is.False);
        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Validation, ErrorCodes.ValidationFailed)));
    }

    [Test]
    public async Task Each_field_is_named_as_on_the_wire_with_its_sentences()
    {
        var result = await Validate(new Probe(null, null), new ProbeValidator());

        Assert.That(result.Error?.Fields, Is.EqualTo(new Dictionary<string, string[]>
        {
            ["client_message_id"] = ["This is required."],
            ["content"] = ["This is required.", "Nor is this right."],
        }));
    }

    private Task<Result<Unit>> Validate(Probe probe, params IValidator<Probe>[] validators) =>
        new ValidationBehavior<Probe, Result<Unit>>(validators).Handle(
            probe,
            () =>
            {
                _handled = true;
                return Task.FromResult<Result<Unit>>(Unit.Value);
            },
            CancellationToken.None);

    internal sealed record Probe(string? ClientMessageId, string? Content) : IRequest<Result<Unit>>;

    private sealed class ProbeValidator : AbstractValidator<Probe>
    {
        public ProbeValidator()
        {
            RuleFor(probe => probe.ClientMessageId).IsRequired();
            RuleFor(probe => probe.Content).IsRequired().NotNull().WithMessage("Nor is this right.");
        }
    }
}
