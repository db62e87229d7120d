"""The local ranking: orders what the hard filters leave, without a model and without a network.

Four steps, each on fewer opportunities and with more care:

1. By words (`texts`, `nearest`): all of them, as one product of a sparse matrix with BM25 weights
   and the candidate's weighted stems.
2. By elements (`sieve`): the 750 nearest, by which words of the profile's elements stand in title
   or text, and by level and subjects. By words alone, the longest texts would win.
3. By terms (`terms`): the likeliest 100, by kind of work, level, place and organization.
4. By reading (`reading`, `fit`): the best 40, as an adviser would. Which elements of the profile
   met which words of the posting, in the same or other words (`profiles/taxonomy.json`,
   `reading/thesaurus.json`), and what the posting shuts people out by.

`points` makes one number of it. The offline scorer shows the same number on another scale and gives
the same reasons. Name, pronouns, work authorization and links are never read. In prose, capitalized
words count only if they belong to the field's own words, and nationalities never count.
"""
