using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Application.Tests.Writing;
using ChatApp.Application.Writing;
using ChatApp.Domain.Users;
using MediatR;
using Moq;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class AnnounceNamesTests
{
    private readonly Talk _talk = new();
    private readonly User _alice;

    public AnnounceNamesTests()
    {
        _alice = User.Register(_talk.Alice, "alice", "alice@example.com", "hash", Some.Noon);
        SetRevision(1);
    }

    [Test]
    public void The_peer_is_told_once_of_each_change()
    {
        var first = (UserUpdated)Announce(_talk).Single();
        var repeat = Announce(_talk);
        SetRevision(2);
        var second = Announce(_talk);

        Assert.That((first.UserId, first.Positions.Single().UserId), Is.EqualTo((_talk.Alice, _talk.Bob)));
        Assert.That((repeat.Count, second.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void A_closed_account_is_told_nothing()
    {
        _talk.Close(_talk.Bob);

        Assert.That(Announce(_talk), Is.Empty);
    }

    [Test]
    public void Names_that_were_erased_meanwhile_are_not_told()
    {
        _talk.Close(_talk.Alice);

        Assert.That(Announce(_talk), Is.Empty);
    }

    [Test]
    public void The_name_of_a_closed_account_is_told()
    {
        _talk.Close(_talk.Alice);
        _alice.Close(Some.Noon, erasesMessages: false);

        Assert.That(
            ((UserUpdated)Announce(_talk).Single()).Username, Is.EqualTo(Username.OfClosed(_talk.Alice)));
    }

    [Test]
    public async Task Notes_to_oneself_come_first_and_then_each_conversation()
    {
        Guid[] conversations = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        var written = new List<WriteTarget>();

        var result = await HandleAsync(write => Note(write, written), conversations[..2], conversations[2..]);

        Assert.That(result.IsSuccess, Is.True);
        Assert.That(
            written,
            Is.EqualTo(
                conversations.Select(id => WriteTarget.In(_talk.Alice, id))
                    .Prepend(WriteTarget.With(_talk.Alice, _talk.Alice))));
    }

    [Test]
    public async Task An_overloaded_writer_ends_the_attempt()
    {
        var written = new List<WriteTarget>();

        var result = await HandleAsync(
            write => Note(write, written).IsSuccess && write.Target.ConversationId is not null
                ? Some.Outage()
                : Unit.Value,
            [Guid.CreateVersion7()],
            [Guid.CreateVersion7()]);

        Assert.That(result.Error?.Kind, Is.EqualTo(ErrorKind.Unavailable));
        Assert.That(written, Has.Count.EqualTo(2), "the notes and the first page");
    }

    private static Result<Unit> Note(ConversationWrite<Unit> write, List<WriteTarget> written)
    {
        written.Add(write.Target);
        return Unit.Value;
    }

    private IReadOnlyCollection<object> Announce(Talk talk)
    {
        talk.Decide(new AnnounceNamesWrite(_alice, WriteTarget.In(talk.Alice, talk.Known.Id)), out var batch);
        return [.. batch.Events];
    }

    private async Task<Result<Unit>> HandleAsync(
        Func<ConversationWrite<Unit>, Result<Unit>> write, params IReadOnlyList<Guid>[] pages)
    {
        var contents = new Mock<IAccountContents>();
        contents.Setup(found => found.FindConversationsAsync(_talk.Alice, It.IsAny<CancellationToken>()))
            .Returns(pages.ToAsyncEnumerable());
        var writer = new Mock<IConversationWriter>();
        writer.Setup(port => port.WriteAsync(It.IsAny<ConversationWrite<Unit>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((ConversationWrite<Unit> asked, CancellationToken _) => write(asked));
        return await new AnnounceNamesHandler(contents.Object, writer.Object)
            .Handle(new AnnounceNames(_alice), CancellationToken.None);
    }

    private void SetRevision(long revision) =>
        typeof(User).GetProperty(nameof(User.ProfileRevision))!.SetValue(_alice, revision);
}
