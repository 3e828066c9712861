using ChatApp.Application.Common;

namespace ChatApp.Application.Tests.Common;

internal sealed class PageTests
{
    [TestCase(0)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_list_that_fits_on_the_page_has_no_more_items(int count)
    {
        var page = Page<int>.FromOneMore([.. Enumerable.Range(1, count)], limit: 3);

        Assert.That(page.Items, Is.EqualTo(Enumerable.Range(1, count)));
        Assert.That(page.HasMore, Is.False);
    }

    [Test]
    public void An_extra_item_sets_HasMore_and_is_not_returned()
    {
        var page = Page<int>.FromOneMore([1, 2, 3, 4], limit: 3);

        Assert.That(page.Items, Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(page.HasMore, Is.True);
    }
}
