using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class EditOfUnknownOutcomeTests
{
    [Test]
    public async Task A_stored_edit_does_not_undo_a_later_edit_of_another_node()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var (here, control) = await database.StartControlledNodeAsync();
        var there = await database.StartNodeAsync();
        var (alice, bob) = (await here.AddUserAsync(), await here.AddUserAsync());
        var message = (await here.AppendAsync(alice, bob, "Hello!")).Value.Message;
        Task<Result<MessageDto>>? later = null;
        control.NextBreaksAfterCommit = true;
        control.WhenBroken = () =>
        {
            // The node looks for the outcome of its edit when the edit of the other node is stored.
            control.Close();
            later = EditAsync(there, "second");
            _ = later.ContinueWith(_ => control.Open(), TaskScheduler.Default);
        };

        var earlier = EditAsync(here, "first");

        Assert.That((await earlier).IsSuccess, Is.True);
        Assert.That((await later!).IsSuccess, Is.True);
        Assert.That((await here.ReadAllAsync(alice, bob)).Single().Content, Is.EqualTo("second"));
        Assert.That(
            (await here.ReadLogAsync(bob)).Count(logged => logged.Event is MessageEdited),
            Is.EqualTo(2),
            "each edit is one event");

        Task<Result<MessageDto>> EditAsync(TestNode node, string content) =>
            node.Get<ISender>().Send(new EditMessage(alice.Id, message.Id, content)).WaitAsync(TestNode.Patience);
    }
}
