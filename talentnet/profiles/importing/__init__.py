"""Import of profiles: JSON Resume, LinkedIn's data export, résumés as PDF or DOCX.

1. `uploads.py`, `archives.py` and `sheets.py` detect the format by content and enforce limits
   before anything is read. `talentnet/files.py` cuts off an upload beyond its limit on arrival.
2. A reader turns the file into an `ImportedProfile`: unsaved rows, and a sentence for everything
   that doesn't fit. It is stored with its `ProfileImport` as a `Proposal`.
3. `plan.py` compares that with the profile at each request; the result is never stored.
4. `applying.py` applies what the candidate chose through the editor's own forms, under the
   profile's lock, unless the profile has changed since.
5. `undo.py` reverts it, but leaves later edits alone.

`document_child.py` reads PDF and DOCX in a process without the project and its environment, under
limits on memory and time. A model's proposal is a part of JSON Resume, read by the same reader and
reviewed on the same page; entries that the document doesn't contain start unticked. The command
import_profile takes the same path.
"""
