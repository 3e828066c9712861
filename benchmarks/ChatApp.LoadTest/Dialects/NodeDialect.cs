namespace ChatApp.LoadTest.Dialects;

/// <summary>The Node peer: ChatApp's frames, with the number of the row as <c>seq</c>.</summary>
internal sealed class NodeDialect : ChatAppDialect
{
    public override string Name => "node";

    public override bool CountsConversations => false;
}
