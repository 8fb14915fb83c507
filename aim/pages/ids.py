"""Names of the components that callbacks read and write, each in one place."""

from typing import Final

# ---- the frame around every page -----------------------------------------------------------------------------------
ADDRESS: Final = "address"  # {path, search}: everything chosen lives in the query; kept by assets/address.js
TOKEN: Final = "picture-token"  # which picture the browser shows
DECIDED: Final = "decisions-version"  # what is decided as the browser shows it
POLL: Final = "picture-poll"  # for both
SCHEME: Final = "scheme"  # "light" or "dark", as the page is shown
SWITCH: Final = "scheme-switch"
PAGES: Final = "pages"
STRIP: Final = "data-strip"
DEMONSTRATION: Final = "demonstration"

# ---- Month ---------------------------------------------------------------------------------------------------------
MONTH: Final = "month"
CONTENT: Final = "month-content"  # by region what stands there, drawn by assets/plain.js
SHOWN: Final = "month-shown"  # what the map on screen was drawn from, so that only its values are sent again
NOTICES: Final = "month-notices"
HEADLINE: Final = "month-headline"
CONTROLS: Final = "month-controls"
MENUS: Final = "month-menus"  # filled by assets/plain.js
MENUS_CONTENT: Final = "month-menus-content"
CARDS_CONTENT: Final = "month-cards-content"  # likewise, of CARDS
CARDS: Final = "month-cards"
PROMISES: Final = "month-promises"
PLACES: Final = "month-places"
MAP: Final = "month-map"
MAP_FRAME: Final = "month-map-frame"  # its label says the map in words
MAP_HEAD: Final = "month-map-head"
LEGEND: Final = "month-legend"
TABLE: Final = "month-table"  # filled by assets/table.js
ROWS: Final = "month-rows"
DRAWER: Final = "month-drawer"
GUIDE: Final = "month-guide"  # in the drawer's place until one is chosen
DECIDING: Final = "month-deciding"  # the identity of the form, see aim/pages/deciding.py
FOOT: Final = "month-foot"
EMPTY: Final = "month-empty"

# ---- Briefing ------------------------------------------------------------------------------------------------------
BRIEFING: Final = "briefing"
BRIEFING_NOTICES: Final = "briefing-notices"
BRIEFING_TABS: Final = "briefing-tabs"
BRIEFING_CONTROLS: Final = "briefing-controls"
BRIEFING_HEAD: Final = "briefing-head"
BRIEFING_CONTENT: Final = "briefing-content"
BRIEFING_MAIN: Final = "briefing-main"  # filled by assets/plain.js
BRIEFING_MAP: Final = "briefing-map"
BRIEFING_MAP_FRAME: Final = "briefing-map-frame"  # its label says the map in words
BRIEFING_LEGEND: Final = "briefing-legend"
BRIEFING_FOOT: Final = "briefing-foot"

# ---- Data ----------------------------------------------------------------------------------------------------------
DATA: Final = "data"
DATA_NOTICES: Final = "data-notices"
DATA_TOP: Final = "data-top"
DATA_MAIN: Final = "data-main"
UPLOAD: Final = "upload"  # filled by assets/upload.js
UPLOAD_FORM: Final = "upload-form"  # what the form offers: sources, the largest file
JOBS: Final = "jobs"
JOBS_POLL: Final = "jobs-poll"
JOBS_SEEN: Final = "jobs-seen"  # which state of the jobs is on screen
JOBS_ENDED: Final = "jobs-ended"  # changes when a job ends: the page is then asked again
UNDO_DIALOG: Final = "undo-dialog"
UNDO_CONFIRM: Final = "undo-confirm"

# ---- Method --------------------------------------------------------------------------------------------------------
METHOD: Final = "method"
METHOD_SHOWN: Final = "method-shown"  # what it was made from, so that a link within the page changes nothing
METHOD_NOTICES: Final = "method-notices"
METHOD_TOP: Final = "method-top"
METHOD_CONTENTS: Final = "method-contents"
METHOD_MAIN: Final = "method-main"

# ---- Trends --------------------------------------------------------------------------------------------------------
TRENDS: Final = "trends"
TRENDS_NOTICES: Final = "trends-notices"
TRENDS_HEAD: Final = "trends-head"
TRENDS_CONTROLS: Final = "trends-controls"  # filled by assets/plain.js
TRENDS_MENUS: Final = "trends-menus"
TRENDS_MAIN: Final = "trends-main"  # filled by assets/plain.js
TRENDS_CONTENT: Final = "trends-content"
TRENDS_SEASON: Final = "trends-season"
TRENDS_GRAPH: Final = "trends-graph"  # year by year
TRENDS_FOOT: Final = "trends-foot"

# ---- Present -------------------------------------------------------------------------------------------------------
PRESENT: Final = "present"
PRESENT_FORM: Final = "present-form"  # "screen", or "cards" on a phone: what assets/present.js finds
PRESENT_SHOWN: Final = "present-shown"  # what the map on screen was drawn from
PRESENT_NOTICES: Final = "present-notices"
PRESENT_TOP: Final = "present-top"
PRESENT_STAGE: Final = "present-stage"
PRESENT_MAP: Final = "present-map"
PRESENT_CAPTION: Final = "present-caption"
PRESENT_MORE: Final = "present-more"  # the cards after the map
PRESENT_KEYS: Final = "present-keys"
PRESENT_ASKED: Final = "present-asked"  # what is asked before a meeting is closed
PRESENT_CLOSE: Final = "present-close-it"
PRESENT_CLOSE_SAID: Final = "present-close-said"  # why it was not
PRESENT_CLOSED: Final = "present-closed"  # changes when a meeting was closed here
PRESENT_DECISION: Final = "present-decision"  # the frame of the form: aim/pages/deciding.py

# ---- Hotspots ------------------------------------------------------------------------------------------------------
HOTSPOTS: Final = "hotspots"
HOTSPOTS_CONTENT: Final = "hotspots-content"  # by region what stands there; drawn by assets/hotspots.js
HOTSPOTS_SHOWN: Final = "hotspots-shown"  # what its maps were drawn from
HOTSPOTS_NOTICES: Final = "hotspots-notices"
HOTSPOTS_RAIL: Final = "hotspots-rail"
HOTSPOTS_METHOD: Final = "hotspots-method"
HOTSPOTS_HEAD: Final = "hotspots-head"
HOTSPOTS_TITLE: Final = "hotspots-title"
HOTSPOTS_MAP: Final = "hotspots-map"
HOTSPOTS_BESIDE: Final = "hotspots-beside"  # the second map
HOTSPOTS_BESIDE_TITLE: Final = "hotspots-beside-title"
HOTSPOTS_MANY: Final = "hotspots-many"  # twelve small maps
HOTSPOTS_LEGEND: Final = "hotspots-legend"
HOTSPOTS_SENTENCE: Final = "hotspots-sentence"
HOTSPOTS_CARD: Final = "hotspots-card"
HOTSPOTS_BARS: Final = "hotspots-bars"
HOTSPOTS_MORE: Final = "hotspots-more"
HOTSPOTS_TABLE: Final = "hotspots-table"
HOTSPOTS_FOOT: Final = "hotspots-foot"
HOTSPOTS_EMPTY: Final = "hotspots-empty"
