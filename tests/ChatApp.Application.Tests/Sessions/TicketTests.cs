using ChatApp.Application.Common;
using ChatApp.Application.Sessions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class TicketTests
{
    private readonly Mock<ITokenIssuer> _tokens = new();
    private readonly Mock<IUsedTickets> _used = new();
    private readonly FakeTimeProvider _time = new(Some.Noon);
    private readonly IssueTicket _command =
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), 7, Some.Noon.AddMinutes(10));
    private TicketClaims? _issued;

    public TicketTests()
    {
        _tokens.Setup(tokens => tokens.MakeTicket(It.IsAny<TicketClaims>())).Returns((TicketClaims claims) =>
        {
            _issued = claims;
            return "the ticket";
        });
        _tokens.Setup(tokens => tokens.ReadTicket("the ticket")).Returns(() => _issued);
    }

    [Test]
    public async Task A_ticket_names_its_session_and_lasts_30_seconds()
    {
        var ticket = await IssueAsync();

        Assert.That((ticket.Ticket, ticket.ExpiresIn), Is.EqualTo(("the ticket", 30)));
        Assert.That(_issued, Is.EqualTo(new TicketClaims(
            _issued!.Id, _command.UserId, _command.SessionId, 7, _command.TokenExpiresAt, Some.Noon.AddSeconds(30))));
    }

    [Test]
    public async Task A_ticket_expires_no_later_than_its_access_token()
    {
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(7.5));

        var ticket = await IssueAsync();

        Assert.That(ticket.ExpiresIn, Is.EqualTo(7));
        Assert.That(_issued!.ExpiresAt, Is.EqualTo(_command.TokenExpiresAt));
    }

    [Test]
    public async Task Every_ticket_has_its_own_id()
    {
        await IssueAsync();
        var first = _issued!.Id;
        await IssueAsync();

        Assert.That(_issued.Id, Is.Not.EqualTo(first));
    }

    [TestCase(29.999, true)]
    [TestCase(30, false)]
    public async Task A_ticket_can_be_redeemed_only_before_it_expires(double seconds, bool isGood)
    {
        await IssueAsync();
        _used.Setup(used => used.TryAddAsync(_issued!.Id, _issued.ExpiresAt, CancellationToken.None))
            .ReturnsAsync(true);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        var result = await RedeemAsync("the ticket");

        Assert.That(result.IsSuccess, Is.EqualTo(isGood));
        _used.Verify(
            used => used.TryAddAsync(_issued!.Id, _issued.ExpiresAt, CancellationToken.None),
            Times.Exactly(isGood ? 1 : 0));
    }

    [Test]
    public async Task A_used_ticket_is_refused()
    {
        await IssueAsync();
        _used.Setup(used => used.TryAddAsync(_issued!.Id, _issued.ExpiresAt, CancellationToken.None))
            .ReturnsAsync(false);

        Assert.That((await RedeemAsync("the ticket")).Error?.Kind, Is.EqualTo(ErrorKind.Unauthorized));
    }

    [Test]
    public async Task An_invalid_ticket_is_refused_without_a_database_read()
    {
        Assert.That((await RedeemAsync("something else")).Error?.Kind, Is.EqualTo(ErrorKind.Unauthorized));
        _used.VerifyNoOtherCalls();
    }

    private async Task<SocketTicket> IssueAsync() =>
        (await new IssueTicketHandler(_tokens.Object, _time).Handle(_command, CancellationToken.None)).Value;

    private Task<Result<TicketClaims>> RedeemAsync(string ticket) =>
        new RedeemTicketHandler(_tokens.Object, _used.Object, _time).Handle(
            new RedeemTicket(ticket), CancellationToken.None);
}
