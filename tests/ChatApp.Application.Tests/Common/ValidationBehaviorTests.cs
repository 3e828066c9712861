using ChatApp.Application.Common;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Tests.Common;

internal sealed class ValidationBehaviorTests
{
    private bool _handled;

    [Test]
    public async Task A_valid_request_reaches_its_handler()
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
    public async Task An_invalid_request_does_not_reach_its_handler()
    {
        var result = await Validate(new Probe(null, "text"), new ProbeValidator());

        Assert.That(_handled, Is.False);
        Assert.That(
            (result.Error?.Kind, result.Error?.Code), Is.EqualTo((ErrorKind.Validation, ErrorCodes.ValidationFailed)));
    }

    [Test]
    public async Task Each_field_has_its_wire_name_and_its_messages()
    {
        var result = await Validate(new Probe(null, null), new ProbeValidator());

        Assert.That(result.Error?.Fields, Is.EqualTo(new Dictionary<string, string[]>
        {
            ["client_message_id"] = ["This is required."],
            ["content"] = ["This is required.", "This is also wrong."],
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
            RuleFor(probe => probe.Content).IsRequired().NotNull().WithMessage("This is also wrong.");
        }
    }
}
